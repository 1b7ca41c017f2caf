// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.demo.geo.GeoRelease;
import java.io.IOException;

/**
 * Loads releases, and makes sure that they can be checked: a table of another database than the one that confirms its
 * answers is refused. Otherwise a database that somebody replaces would show as wrong answers.
 */
final class VersionLoader {

    private final Oracles oracles;
    private final VersionCensus census;

    VersionLoader(Oracles oracles, VersionCensus census) {
        this.oracles = oracles;
        this.census = census;
    }

    /**
     * Reads and checks a release. Any thread.
     *
     * @throws IOException if the file is missing, damaged, or compiled from another database; no memory is kept
     */
    GeoVersion load(GeoRelease release) throws IOException {
        GeoVersion version = GeoVersion.load(release, census);
        if (!oracles.knows(version.table())) {
            version.reclaim();
            throw new IOException("%s: was compiled from another database than the one in %s. Start the demo again."
                    .formatted(release.tableFile(), release.database()));
        }
        return version;
    }
}
