// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One release of the data.
 *
 * @param version its number, a date such as 20180303
 * @param database MaxMind's file
 * @param tableFile the table compiled from it, which may not exist yet
 */
public record GeoRelease(int version, Path database, Path tableFile) {
    /**
     * True unless the table file is sound to the last byte, of this version, and no older than the database. Reads the
     * whole file.
     */
    public boolean needsCompiling() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return GeoTableFile.load(tableFile, arena).version() != version
                    || Files.getLastModifiedTime(tableFile).compareTo(Files.getLastModifiedTime(database)) < 0;
        } catch (NoSuchFileException | CorruptGeoDataException e) {
            return true; // compiling will replace the table, or complain about the database
        }
    }

    /** Compiles the table file, whether it is needed or not. */
    public void compile(ProgressListener listener) throws IOException {
        GeoTableCompiler.compile(database, version, tableFile, listener);
    }
}
