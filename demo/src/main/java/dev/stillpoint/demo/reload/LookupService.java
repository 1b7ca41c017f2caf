// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.demo.geo.GeoTable;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.VersionSource;
import java.util.concurrent.StructuredTaskScope;

/** Answers bulk requests. All answers of a reply come from one version, however long the request takes. */
final class LookupService {

    /** A request is split among so many threads. */
    private static final int PARTS = 4;

    private final VersionSource<GeoVersion> current;

    LookupService(VersionSource<GeoVersion> current) {
        this.current = current;
    }

    /**
     * Looks all addresses up inside one read section. The parent holds the guard while it joins, so the children may
     * read the table it took: the section ends after them.
     */
    Reply answer(int[] addresses) throws InterruptedException {
        return ScopedQsbr.read(guard -> {
            GeoTable table = current.get(guard).table();
            Reply reply = new Reply(addresses);
            try (var scope = StructuredTaskScope.open()) {
                for (int part = 0; part < PARTS; part++) {
                    int from = addresses.length * part / PARTS;
                    int to = addresses.length * (part + 1) / PARTS;
                    scope.fork(() -> reply.fill(table, from, to));
                }
                scope.join();
            }
            return reply;
        });
    }
}
