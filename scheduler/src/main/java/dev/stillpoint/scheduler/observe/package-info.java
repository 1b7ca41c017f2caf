// SPDX-License-Identifier: Apache-2.0
/**
 * What the scheduler tells Java Flight Recorder. Every event is off until a recording asks for it by name.
 *
 * <p>Events that a carrier commits are committed between two mounts, on the carrier's own stack. No virtual thread is
 * mounted then, so none can be in a wrong state. A commit takes no Java lock and cannot park; it writes numbers into a
 * buffer of the thread. The events carry no strings, because the recorder's table of strings has locks, and virtual
 * threads may hold them. Whoever creates a scheduler initialises the classes; its carriers do not.
 */
@NullMarked
package dev.stillpoint.scheduler.observe;

import org.jspecify.annotations.NullMarked;
