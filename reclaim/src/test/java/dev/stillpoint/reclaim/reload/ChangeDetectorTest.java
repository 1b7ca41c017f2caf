// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;

/** Each line of the transition table. Times are in nanoseconds: quiet 10, retry 100. */
class ChangeDetectorTest {

    private static final FileStamp LOADED = stamp(1);
    private static final FileStamp CHANGED = stamp(2);
    private static final FileStamp AGAIN = stamp(3);

    private final ChangeDetector detector = new ChangeDetector(10, 100);

    private static FileStamp stamp(long size) {
        return new FileStamp(size, FileTime.fromMillis(0), null, "key");
    }

    @Test
    void anUnchangedFileIsNeverLoaded() {
        for (long nanos = 0; nanos < 1_000; nanos++) {
            assertThat(detector.seen(LOADED, LOADED, nanos)).isFalse();
        }
    }

    @Test
    void aChangedFileIsLoadedOnceItIsQuiet() {
        assertThat(detector.seen(CHANGED, LOADED, 0)).isFalse();
        assertThat(detector.seen(CHANGED, LOADED, 9)).isFalse();
        assertThat(detector.seen(CHANGED, LOADED, 10)).isTrue();
        assertThat(detector.seen(CHANGED, CHANGED, 11)).as("it was loaded").isFalse();
    }

    @Test
    void eachFurtherChangeBeginsTheQuietTimeAnew() {
        assertThat(detector.seen(CHANGED, LOADED, 0)).isFalse();
        assertThat(detector.seen(AGAIN, LOADED, 9)).isFalse();
        assertThat(detector.seen(AGAIN, LOADED, 18)).isFalse();
        assertThat(detector.seen(AGAIN, LOADED, 19)).isTrue();
    }

    @Test
    void aFileThatIsWhatItWasIsNotLoaded() {
        assertThat(detector.seen(CHANGED, LOADED, 0)).isFalse();
        assertThat(detector.seen(LOADED, LOADED, 5)).isFalse();
        assertThat(detector.seen(CHANGED, LOADED, 11)).as("its quiet time begins here").isFalse();
        assertThat(detector.seen(CHANGED, LOADED, 21)).isTrue();
    }

    @Test
    void aFileThatCouldNotBeLoadedIsTriedAgainAfterTheRetryTime() {
        detector.seen(CHANGED, LOADED, 0);
        assertThat(detector.seen(CHANGED, LOADED, 10)).isTrue();
        assertThat(detector.seen(CHANGED, LOADED, 20)).isFalse();
        assertThat(detector.seen(CHANGED, LOADED, 109)).isFalse();
        assertThat(detector.seen(CHANGED, LOADED, 110)).isTrue();
        assertThat(detector.seen(CHANGED, LOADED, 111)).isFalse();
    }

    @Test
    void aFileThatCouldNotBeLoadedAndChangedIsTriedWhenItIsQuiet() {
        detector.seen(CHANGED, LOADED, 0);
        assertThat(detector.seen(CHANGED, LOADED, 10)).isTrue();
        assertThat(detector.seen(AGAIN, LOADED, 20)).isFalse();
        assertThat(detector.seen(AGAIN, LOADED, 30)).isTrue();
    }

    @Test
    void aVanishedFileIsAChange() {
        assertThat(detector.seen(FileStamp.ABSENT, LOADED, 0)).isFalse();
        assertThat(detector.seen(FileStamp.ABSENT, LOADED, 10)).isTrue();
        assertThat(detector.seen(LOADED, LOADED, 11)).as("it is back").isFalse();
    }

    @Test
    void withoutQuietTimeAChangeIsLoadedAtOnce() {
        assertThat(new ChangeDetector(0, 100).seen(CHANGED, LOADED, 5)).isTrue();
    }
}
