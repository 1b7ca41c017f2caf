// SPDX-License-Identifier: Apache-2.0
/**
 * A scheduler for virtual threads that knows on which carrier every thread is mounted. It brings a thread that holds a
 * read guard back to that carrier only. Start with {@link dev.stillpoint.scheduler.CarrierScheduler}; programs that are
 * to run on it as they are start with {@link dev.stillpoint.scheduler.Launch}.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>carrier
 * <dd>a platform thread on which virtual threads run
 * <dt>mount, unmount
 * <dd>a virtual thread begins to run on a carrier, or leaves it: it parks, blocks, yields or ends
 * <dt>home
 * <dd>the carrier on which a reader unmounted inside a section; it resumes there only
 * <dt>steal
 * <dd>an idle carrier takes threads from the queue of another one
 * <dt>pinned
 * <dd>a virtual thread that cannot unmount although it waits
 * <dt>stuck
 * <dd>one thread keeps its carrier: in a blocking call, in native code, pinned, or computing
 * <dt>spare
 * <dd>a carrier beyond the configured number, which takes the place of a stuck one
 * <dt>adopt
 * <dd>virtual threads that are made inside one of the scheduler's threads are its threads too
 * </dl>
 *
 * <h2>Guarantees</h2>
 * <ul>
 * <li>Every started thread runs, and none is lost: not by an error between two threads, not when carriers come and go,
 * not when the scheduler is closed.
 * <li>A thread that holds a guard never resumes on another carrier than its home.
 * <li>With at most N runnable threads that each run for at most T between two yields, every runnable thread runs within
 * (180 N + 205) T.
 * <li>A stuck thread keeps no other thread from running, except those that must come home to its carrier.
 * <li>Whoever closes the scheduler finds every thread ended and no carrier left.
 * </ul>
 *
 * <p>Each has a test that would fail: {@code docs/guarantees.md} in the sources. {@code docs/scheduler.md} says how it
 * works.
 *
 * @see dev.stillpoint.scheduler.replay
 */
@NullMarked
package dev.stillpoint.scheduler;

import org.jspecify.annotations.NullMarked;
