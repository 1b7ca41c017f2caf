// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in arrays of bytes. */
final class Bytes {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private Bytes() {
    }

    static long first(byte[] value) {
        return (long) LONG.get(value, 0);
    }

    static void setFirst(byte[] value, long first) {
        LONG.set(value, 0, first);
    }
}
