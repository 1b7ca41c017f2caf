// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

/** What the collections use in {@link PlayedClasses} in place of {@code StripedCount}: one number. */
public final class PlayedCount {

    private long sum;

    public long add(long number) {
        sum += number;
        return sum;
    }

    public long sum() {
        return sum;
    }
}
