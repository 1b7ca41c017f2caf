// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.BlockLedger;
import dev.stillpoint.reclaim.checked.BlockLedger.Life;
import dev.stillpoint.reclaim.checked.Trace;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Questions about memory that may be freed, for debuggers and catch clauses. In checked mode
 * ({@code -Dstillpoint.checked=true}) every block knows whether it was freed and who retired it; without it nothing is
 * known, and every question has the harmless answer.
 */
public final class UseAfterReclaim {

    private UseAfterReclaim() {
    }

    /**
     * Checks that the block which this segment is a part of is not freed: from any thread, inside a section or not.
     * Segments that come from elsewhere pass, and all do when the checked mode is off.
     *
     * @throws UseAfterReclaimException if the block is freed
     */
    public static void check(MemorySegment segment) {
        UseAfterReclaimException exception = exceptionFor(BlockLedger.find(segment));
        if (exception != null) {
            throw exception;
        }
    }

    /**
     * Explains what a read section threw. The lambda forms of {@link ScopedQsbr} do so by themselves; where a guard was
     * opened by hand the JDK's exception arrives as it is, and whoever catches it may ask here.
     *
     * @return the exception that names the freed block and who retired it, if {@code thrown} is the JDK's complaint
     *         about a closed segment and the calling thread had taken a block that is freed now; else null
     */
    public static @Nullable UseAfterReclaimException explain(Throwable thrown) {
        UseAfterReclaimException explained = isClosedSegment(thrown)
                ? exceptionFor(BlockLedger.lastTakenAndFreed())
                : null;
        if (explained != null) {
            explained.addSuppressed(thrown);
        }
        return explained;
    }

    private static @Nullable UseAfterReclaimException exceptionFor(@Nullable Life block) {
        Trace freed = block == null ? null : block.freed();
        return block == null || freed == null ? null : new UseAfterReclaimException(block.generation(), freed);
    }

    private static boolean isClosedSegment(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        return thrown instanceof IllegalStateException && stack.length > 0
                && stack[0].getClassName().startsWith("jdk.internal.foreign.");
    }
}
