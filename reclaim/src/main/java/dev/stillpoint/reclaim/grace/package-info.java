// SPDX-License-Identifier: Apache-2.0
/**
 * The grace-period protocol. It does no I/O, reaches no JDK internals and needs no real carriers: any thread can play
 * one. The argument stands in {@link dev.stillpoint.reclaim.grace.GracePeriods} and
 * {@link dev.stillpoint.reclaim.grace.Visitors}.
 */
@NullMarked
package dev.stillpoint.reclaim.grace;

import org.jspecify.annotations.NullMarked;
