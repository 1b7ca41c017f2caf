/** What a scheduler does, for people and programs that watch it: statistics, a management bean, a dump. */
@NullMarked
package dev.stillpoint.scheduler.observe;

import org.jspecify.annotations.NullMarked;
