// SPDX-License-Identifier: GPL-2.0-only
/* An area is linked with the folder of its name; this one needs another's. */

#include "property/allowed.c"
#include "property/attach.c"
#include "property/look.c"
#include "property/regions.c"
#include "property/run.c"
#include "property/sources.c"
