// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.demo.geo.GeoRelease;
import dev.stillpoint.demo.geo.GeoTable;
import dev.stillpoint.demo.geo.GeoTableFile;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.io.IOException;

/** A release in off-heap memory of its own, read from its file. */
final class GeoVersion implements Reclaimable {

    private final NativeBlock block;
    private final GeoTable table;
    private final VersionCensus census;

    private GeoVersion(NativeBlock block, GeoTable table, VersionCensus census) {
        this.block = block;
        this.table = table;
        this.census = census;
    }

    /**
     * Reads and checks a release.
     *
     * @throws IOException if the file is missing or damaged; no memory is kept
     */
    static GeoVersion load(GeoRelease release, VersionCensus census) throws IOException {
        NativeBlock block = BlockAllocator.malloc().allocate(GeoTableFile.sizeOf(release.tableFile()));
        try {
            GeoTableFile.readInto(release.tableFile(), block.segment());
            GeoTable table = new GeoTable(block.segment(), release.tableFile().toString());
            census.born();
            return new GeoVersion(block, table, census);
        } catch (IOException | RuntimeException e) {
            block.reclaim();
            throw e;
        }
    }

    GeoTable table() {
        return table;
    }

    @Override
    public void reclaim() {
        block.reclaim();
        census.freed();
    }

    @Override
    public long byteSize() {
        return block.byteSize();
    }
}
