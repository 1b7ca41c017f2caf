// SPDX-License-Identifier: Apache-2.0
/** One virtual thread as the scheduler sees it: its state word, its home, its dispatcher and its host. */
@NullMarked
package dev.stillpoint.scheduler.task;

import org.jspecify.annotations.NullMarked;
