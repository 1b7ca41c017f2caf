// SPDX-License-Identifier: Apache-2.0
/**
 * Adapts what programs have already to retiring: handles, trees of handles, buffers, pooled values.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>stripe, lease
 * <dd>the idle values of a pool that belong to one carrier; a value on loan
 * </dl>
 *
 * <h2>Guarantees</h2>
 * <ul>
 * <li>A handle is freed after all its children, in whatever order they are retired.
 * <li>A value of a pool is lent to one borrower at a time, whether its thread parks meanwhile or not.
 * </ul>
 *
 * <p>{@code docs/adapters.md} in the sources has an example of each.
 *
 * @see dev.stillpoint.reclaim
 */
@NullMarked
package dev.stillpoint.reclaim.adapt;

import org.jspecify.annotations.NullMarked;
