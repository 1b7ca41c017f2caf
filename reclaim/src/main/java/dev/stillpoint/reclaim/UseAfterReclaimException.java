// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.io.Serial;

/**
 * Somebody used a block that is freed. The cause shows where it was retired. Thrown in checked mode only; otherwise the
 * same mistake reads whatever is there.
 */
public final class UseAfterReclaimException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * For allocators.
     *
     * @param generation the number of the block among all that were allocated
     * @param retirement carries the stack that retired the block, or freed it by hand
     */
    public UseAfterReclaimException(long generation, Throwable retirement) {
        super("""
                Block of generation %d is freed and was used. Take a block inside a read section, use it there and \
                do not keep it. (The cause shows where it was retired.)""".formatted(generation), retirement);
    }
}
