// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starts an endless capture stream on an ALSA device and stays: the sound
 * controller then writes to the same buffers, round and round, until somebody
 * resets it. A crash of the kernel does not.
 *
 * Usage: capture /dev/snd/pcmC0D0c
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <sound/asound.h>

#define RATE		48000
#define CHANNELS	2
#define PERIOD_FRAMES	1024
#define PERIODS		4

typedef struct snd_pcm_hw_params hw_params;

static void allow_everything(hw_params *params)
{
	int param;

	memset(params, 0, sizeof(*params));
	memset(params->masks, 0xff, sizeof(params->masks));
	for (param = SNDRV_PCM_HW_PARAM_FIRST_INTERVAL;
	     param <= SNDRV_PCM_HW_PARAM_LAST_INTERVAL; param++)
		params->intervals[param - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL].max =
			UINT_MAX;
	params->rmask = UINT_MAX;
}

static void choose_mask(hw_params *params, int param, unsigned int value)
{
	struct snd_mask *mask =
		&params->masks[param - SNDRV_PCM_HW_PARAM_FIRST_MASK];

	memset(mask, 0, sizeof(*mask));
	mask->bits[value / 32] = 1U << (value % 32);
}

static void choose_interval(hw_params *params, int param, unsigned int value)
{
	params->intervals[param - SNDRV_PCM_HW_PARAM_FIRST_INTERVAL] =
		(struct snd_interval){ .min = value, .max = value, .integer = 1 };
}

static int start_stream(int fd)
{
	struct snd_pcm_sw_params sw = {
		.period_step = 1,
		.avail_min = PERIOD_FRAMES,
		.start_threshold = 1,
		.boundary = PERIOD_FRAMES * PERIODS,
	};
	hw_params hw;

	allow_everything(&hw);
	choose_mask(&hw, SNDRV_PCM_HW_PARAM_ACCESS,
		    SNDRV_PCM_ACCESS_RW_INTERLEAVED);
	choose_mask(&hw, SNDRV_PCM_HW_PARAM_FORMAT, SNDRV_PCM_FORMAT_S16_LE);
	choose_interval(&hw, SNDRV_PCM_HW_PARAM_CHANNELS, CHANNELS);
	choose_interval(&hw, SNDRV_PCM_HW_PARAM_RATE, RATE);
	choose_interval(&hw, SNDRV_PCM_HW_PARAM_PERIOD_SIZE, PERIOD_FRAMES);
	choose_interval(&hw, SNDRV_PCM_HW_PARAM_PERIODS, PERIODS);

	/* A stop threshold at the boundary: an overrun does not stop the stream. */
	while (sw.boundary <= INT_MAX / 2)
		sw.boundary *= 2;
	sw.stop_threshold = sw.boundary;

	return ioctl(fd, SNDRV_PCM_IOCTL_HW_PARAMS, &hw) ?:
	       ioctl(fd, SNDRV_PCM_IOCTL_SW_PARAMS, &sw) ?:
	       ioctl(fd, SNDRV_PCM_IOCTL_PREPARE) ?:
	       ioctl(fd, SNDRV_PCM_IOCTL_START);
}

int main(int argc, char **argv)
{
	int fd;

	if (argc != 2) {
		fprintf(stderr, "usage: %s /dev/snd/pcmC0D0c\n", argv[0]);
		return 2;
	}
	fd = open(argv[1], O_RDWR);
	if (fd < 0 || start_stream(fd)) {
		fprintf(stderr, "%s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	for (;;)
		pause();
}
