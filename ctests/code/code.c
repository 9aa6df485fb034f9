// SPDX-License-Identifier: GPL-2.0-only
/* The code under test, for the areas that do not include it themselves */
#include "code.h"
