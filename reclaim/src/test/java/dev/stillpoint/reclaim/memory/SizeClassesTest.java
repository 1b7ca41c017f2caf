// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which size is rounded to which. */
class SizeClassesTest {

    private static long rounded(long bytes) {
        return SizeClasses.bytesOf(SizeClasses.indexOf(bytes));
    }

    @Test
    void theFirstClassesAreTheseAndNoOthers() {
        long[] sizes = {16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640};
        for (int i = 0; i < sizes.length; i++) {
            assertThat(SizeClasses.bytesOf(i)).isEqualTo(sizes[i]);
        }
    }

    @Test
    void everySizeGoesToTheSmallestClassThatHoldsIt() {
        for (int bytes = 1; bytes <= 1 << 18; bytes++) {
            int index = SizeClasses.indexOf(bytes);
            assertThat(SizeClasses.bytesOf(index)).isGreaterThanOrEqualTo(bytes);
            if (index > 0) {
                assertThat(SizeClasses.bytesOf(index - 1)).isLessThan(bytes);
            }
        }
    }

    @Test
    void classesAscendAndEachHoldsItself() {
        for (int index = 0; index < SizeClasses.COUNT; index++) {
            assertThat(SizeClasses.indexOf(SizeClasses.bytesOf(index))).isEqualTo(index);
            assertThat(SizeClasses.bytesOf(index) % 16).isZero();
            if (index > 0) {
                assertThat(SizeClasses.bytesOf(index)).isGreaterThan(SizeClasses.bytesOf(index - 1));
            }
        }
        assertThat(SizeClasses.bytesOf(SizeClasses.COUNT - 1)).isEqualTo(SizeClasses.LARGEST);
    }

    @Test
    void lessThanAQuarterIsLostAboveTheSmallestSizes() {
        for (long bytes = 129; bytes < SizeClasses.LARGEST / 2; bytes += 1 + bytes / 1_000) {
            assertThat(rounded(bytes) - bytes).isLessThan((bytes + 3) / 4);
        }
        for (long bytes = 1; bytes <= 128; bytes++) {
            assertThat(rounded(bytes) - bytes).isLessThan(16);
        }
    }
}
