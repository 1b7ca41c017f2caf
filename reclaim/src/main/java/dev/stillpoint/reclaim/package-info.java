// SPDX-License-Identifier: Apache-2.0
/**
 * Quiescent-state-based reclamation for virtual threads. Readers go through {@link dev.stillpoint.reclaim.ScopedQsbr},
 * writers hand what they unlinked to a {@link dev.stillpoint.reclaim.Reclaimer}, and {@link
 * dev.stillpoint.reclaim.QsbrReference} does both for one current version.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>read section
 * <dd>what lies between {@code open} and {@code close} of a guard, or the body of {@code ScopedQsbr.read}; sections
 * nest
 * <dt>guard
 * <dd>the token of an open section, a {@link dev.stillpoint.reclaim.ReadGuard}
 * <dt>unlink
 * <dd>make an object unreachable for readers that begin a section from now on
 * <dt>retire
 * <dd>hand over an unlinked object, to be freed after a grace period
 * <dt>reclaim, free
 * <dd>give the memory back, after that grace period
 * <dt>grace period
 * <dd>the time until every section has ended that was open when it began
 * <dt>visitor
 * <dd>a reader on none of the scheduler's carriers: it reads as safely, and a little slower
 * <dt>version
 * <dd>one state of something that is replaced as a whole
 * <dt>snapshot
 * <dd>a counted handle on a version, for long use; it delays nobody else
 * <dt>backlog
 * <dd>what is retired and not yet freed
 * <dt>stall
 * <dd>a reclaimer has something to free and nothing moves; a {@link dev.stillpoint.reclaim.StallReport} says why
 * </dl>
 *
 * <h2>Guarantees</h2>
 * <ul>
 * <li>Memory is freed only after every section that could see it has ended, wherever its reader was parked, and on
 * whatever thread it ran.
 * <li>Readers that begin later delay no grace period, however they overlap.
 * <li>What is retired is freed once: at the latest when the reclaimer is closed. What {@code retire} refuses is still
 * the caller's.
 * <li>{@code synchronize} waits for readers, {@code barrier} for frees; inside a section both throw.
 * <li>Where nothing moves, the log says whom it waits for.
 * </ul>
 *
 * <p>Each has a test that would fail: {@code docs/guarantees.md} in the sources. {@code docs/algorithm.md} says how it
 * works, and {@code docs/using-guards.md} what readers must keep to.
 *
 * @see dev.stillpoint.reclaim.memory
 * @see dev.stillpoint.reclaim.reload
 * @see dev.stillpoint.reclaim.adapt
 * @see dev.stillpoint.scheduler.CarrierScheduler
 */
@NullMarked
package dev.stillpoint.reclaim;

import org.jspecify.annotations.NullMarked;
