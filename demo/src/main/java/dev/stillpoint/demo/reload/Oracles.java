// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.demo.geo.GeoAnswer;
import dev.stillpoint.demo.geo.GeoOracle;
import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.demo.geo.GeoTable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** MaxMind's own reader for each release, to compare answers with. */
final class Oracles implements AutoCloseable {

    private final Map<Integer, GeoOracle> byVersion = new HashMap<>();

    private Oracles() {
    }

    static Oracles open(List<GeoRelease> releases) throws IOException {
        Oracles oracles = new Oracles();
        for (GeoRelease release : releases) {
            oracles.byVersion.put(release.version(), GeoOracle.open(release.database(), release.version()));
        }
        return oracles;
    }

    /** Whether a table was made from the database that answers for its version here. */
    boolean knows(GeoTable table) {
        GeoOracle oracle = byVersion.get(table.version());
        return oracle != null && oracle.database().equals(table.database());
    }

    /** Whether MaxMind says the same for the version that the answer claims to be from. */
    boolean confirms(int address, GeoAnswer answer) throws IOException {
        GeoOracle oracle = byVersion.get(answer.version());
        return oracle != null && oracle.answer(address).equals(answer);
    }

    @Override
    public void close() throws IOException {
        for (GeoOracle oracle : byVersion.values()) {
            oracle.close();
        }
    }
}
