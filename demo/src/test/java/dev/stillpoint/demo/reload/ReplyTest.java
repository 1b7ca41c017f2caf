// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.demo.ProgressListener;
import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.demo.geo.GeoReleases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo's checks can fail: a reply from two versions is mixed, an answer of another version is wrong. */
class ReplyTest {

    private static final Path DATA = Path.of("target", "geolite2");
    private static List<GeoRelease> releases = List.of();

    private final int[] addresses = new SplittableRandom(1).ints(20_000).toArray();
    private final Reply reply = new Reply(addresses);

    @BeforeAll
    static void prepare() throws IOException {
        releases = GeoReleases.prepare(DATA, DATA.resolveSibling("geotables"), ProgressListener.NONE);
    }

    @Test
    void aReplyOfOneVersionIsAccepted() throws IOException {
        fill(0, 0, addresses.length);
        assertThat(reply.isOfOneVersion()).isTrue();
    }

    @Test
    void aReplyOfTwoVersionsIsMixed() throws IOException {
        fill(0, 0, addresses.length);
        fill(1, 0, 1);
        assertThat(reply.isOfOneVersion()).isFalse();
    }

    @Test
    void anUnfilledAnswerIsMixed() throws IOException {
        fill(0, 1, addresses.length);
        assertThat(reply.isOfOneVersion()).isFalse();
    }

    @Test
    void maxMindConfirmsAnswersOfTheirOwnVersionOnly() throws IOException {
        fill(0, 0, addresses.length);
        try (Oracles right = Oracles.open(releases); Oracles none = Oracles.open(List.of())) {
            for (int i = 0; i < addresses.length; i++) {
                assertThat(right.confirms(addresses[i], reply.answer(i))).isTrue();
            }
            assertThat(none.confirms(addresses[0], reply.answer(0))).isFalse();
        }
        assertThat(answersThatDifferInTheNextRelease()).isPositive();
    }

    private int answersThatDifferInTheNextRelease() throws IOException {
        Reply next = new Reply(addresses);
        fill(next, 1, 0, addresses.length);
        int different = 0;
        for (int i = 0; i < addresses.length; i++) {
            different += reply.answer(i).cityId() == next.answer(i).cityId() ? 0 : 1;
        }
        return different;
    }

    private void fill(int release, int from, int to) throws IOException {
        fill(reply, release, from, to);
    }

    private static void fill(Reply filled, int release, int from, int to) throws IOException {
        GeoVersion version = GeoVersion.load(releases.get(release), new VersionCensus());
        try {
            filled.fill(version.table(), from, to);
        } finally {
            version.reclaim();
        }
    }
}
