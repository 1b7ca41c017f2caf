/** One virtual thread as the scheduler sees it: its state word, its home, and the two parties that it deals with. */
@NullMarked
package dev.stillpoint.scheduler.task;

import org.jspecify.annotations.NullMarked;
