/**
 * What the scheduler tells Java Flight Recorder. Every event is off until a recording asks for it by name.
 *
 * <p>Events that a carrier commits are committed between two mounts, on the carrier's own stack: no virtual thread is
 * mounted, so none can be in a wrong state. A commit takes no Java lock and cannot park; it writes numbers into a
 * buffer of the thread. The events carry no strings, because the recorder's table of strings has locks, and virtual
 * threads may hold them. The classes are initialised by whoever creates a scheduler, not by its carriers.
 */
@NullMarked
package dev.stillpoint.scheduler.observe;

import org.jspecify.annotations.NullMarked;
