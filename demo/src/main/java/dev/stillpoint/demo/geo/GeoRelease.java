// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import dev.stillpoint.demo.ProgressListener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One release of the data.
 *
 * @param version its number, a date such as 20180303
 * @param database MaxMind's file
 * @param tableFile the table compiled from it, which may not exist yet
 */
public record GeoRelease(int version, Path database, Path tableFile) {
    /**
     * True unless the table file is sound to the last byte, of this version, and compiled from this very database.
     * Reads the table, and if that is sound the database, as a whole.
     */
    public boolean needsCompiling() throws IOException {
        DatabaseFingerprint compiled = compiledFrom();
        return compiled == null || !compiled.equals(DatabaseFingerprint.of(database));
    }

    /** The database of which the table file is the table; null if it is none of this version. */
    private @Nullable DatabaseFingerprint compiledFrom() {
        try (Arena arena = Arena.ofConfined()) {
            GeoTable table = GeoTableFile.load(tableFile, arena);
            return table.version() == version ? table.database() : null;
        } catch (IOException e) {
            return null; // compiling will replace the table, or complain
        }
    }

    /** Compiles the table file, whether it is needed or not. */
    public void compile(ProgressListener listener) throws IOException {
        GeoTableCompiler.compile(database, version, tableFile, listener);
    }
}
