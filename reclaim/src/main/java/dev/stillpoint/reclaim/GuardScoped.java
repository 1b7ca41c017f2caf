// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that a value is valid inside the current read section only. The rules of {@code dev.stillpoint.reclaim.escape},
 * in the artifact {@code stillpoint-escape}, read it; at run time it does nothing.
 *
 * <ul>
 * <li>On a <b>type</b>: every instance is guard-scoped, and may therefore hold guard-scoped values. Use it for rows,
 * cursors and other views that live no longer than the section.
 * <li>On a <b>method</b>: its result is guard-scoped. The method may return such a value, and the caller must keep it
 * inside the section. The annotation applies to overriding methods as well.
 * <li>On a <b>parameter</b>: the argument is guard-scoped even though its type does not say so.
 * </ul>
 *
 * {@snippet :
 * @GuardScoped
 * record Row(MemorySegment bytes) {
 * }
 *
 * final class Table implements Reclaimable {
 *
 *     @GuardScoped
 *     Row row(int number) {
 *         return new Row(memory.asSlice(number * ROW_BYTES, ROW_BYTES));
 *     }
 * }
 * }
 *
 * <p>It is not needed for {@link ReadGuard}, for what {@link VersionSource#get()} returns, and for memory segments and
 * buffers that are reached from these: the rules know them.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
public @interface GuardScoped {
}
