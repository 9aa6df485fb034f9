// SPDX-License-Identifier: GPL-2.0-only
/* What ThreadSanitizer reports of tasks, in areas that are compiled for it */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* ThreadSanitizer calls these, and has those; they are meant for debuggers. */
const char *__tsan_default_options(void);
void __tsan_on_report(void *report);
#pragma weak __tsan_get_report_mop
int __tsan_get_report_mop(void *report, unsigned long index, int *thread,
			  void **addr, int *size, int *write, int *atomic,
			  void **trace, unsigned long trace_size);
#pragma weak __sanitizer_symbolize_global
void __sanitizer_symbolize_global(void *addr, const char *fmt, char *text,
				  size_t size);
#pragma weak __sanitizer_symbolize_pc
void __sanitizer_symbolize_pc(void *pc, const char *fmt, char *text,
			      size_t size);
#pragma weak __sanitizer_set_report_fd
void __sanitizer_set_report_fd(void *fd);

static char races[4096], asked_for[4096];

/*
 * The tests say what was found, and fail: once for each of them, though another
 * found the same. What the simulation copies is no access of the kernel's;
 * <linux/string.h> tells of those.
 */
const char *__tsan_default_options(void)
{
	return "exitcode=0:handle_segv=0:handle_abort=0:history_size=7:"
	       "suppress_equal_stacks=0:suppress_equal_addresses=0:"
	       "ignore_interceptors_accesses=1";
}

struct access {
	char function[64];
	int write;
};

static void *describe(void *report, unsigned long index, struct access *access)
{
	int thread, size, atomic;
	void *addr, *pc = NULL;

	__tsan_get_report_mop(report, index, &thread, &addr, &size,
			      &access->write, &atomic, &pc, 1);
	__sanitizer_symbolize_pc(pc, "%f", access->function,
				 sizeof(access->function));

	return addr;
}

void __tsan_on_report(void *report)
{
	struct access later, earlier;
	char name[64], line[256];
	void *addr;

	addr = describe(report, 0, &later);
	describe(report, 1, &earlier);
	__sanitizer_symbolize_global(addr, "%g", name, sizeof(name));
	/* Of a variable in a function, there may be others of its name. */
	name[strcspn(name, ".")] = '\0';
	snprintf(line, sizeof(line),
		 "%s: nothing orders %s(), which %s it, and %s(), which %s it\n",
		 *name ? name : "an object",
		 earlier.function, earlier.write ? "writes" : "reads",
		 later.function, later.write ? "writes" : "reads");
	if (!strstr(races, line) && strlen(races) + strlen(line) < sizeof(races))
		strcat(races, line);
}

const char *machine_races(void)
{
	memcpy(asked_for, races, sizeof(races));
	races[0] = '\0';

	return asked_for;
}

/* The reports themselves are long; what is wrong with the tests is not hidden. */
static void __attribute__((__constructor__)) hide_reports(void)
{
	if (__sanitizer_set_report_fd)
		__sanitizer_set_report_fd((void *)(long)open("/dev/null", O_WRONLY));
}

static void __attribute__((__destructor__)) tell_the_rest(void)
{
	if (!races[0])
		return;
	printf("no test asked for these races:\n%s", races);
	fflush(stdout);
	_exit(199);
}
