// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.util.concurrent.atomic.AtomicInteger;

/** Something to retire that counts how often it is freed. */
final class Version implements Reclaimable {

    private final String name;
    private final AtomicInteger frees = new AtomicInteger();
    // test thread only
    long bytes;

    Version(String name) {
        this(name, 1);
    }

    Version(String name, long bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    @Override
    public void reclaim() {
        frees.incrementAndGet();
    }

    @Override
    public long byteSize() {
        return bytes;
    }

    int frees() {
        return frees.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
