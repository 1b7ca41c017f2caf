// SPDX-License-Identifier: Apache-2.0
/**
 * Geo lookups on guarded virtual threads while the data is reloaded several times a second.
 *
 * <pre>
 *   ReloadCommand      arguments, progress, final table
 *     ReloadRun        starts the parts and stops them in order
 *       Clients        virtual threads that send bulk requests and check the replies
 *       LookupService  answers a request inside one read section
 *       Publisher      the single writer: an actor that loads, swaps and retires versions
 *       RunStatistics  what happened
 * </pre>
 */
@NullMarked
package dev.stillpoint.demo.reload;

import org.jspecify.annotations.NullMarked;
