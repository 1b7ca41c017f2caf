// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import dev.stillpoint.demo.ProgressListener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * Turns a MaxMind City or Country database into a {@linkplain GeoTableFile table file}: a few seconds for a City
 * release. Only its IPv4 networks are kept; IPv6 is out of scope.
 */
public final class GeoTableCompiler {
    private final String source;
    private final GeoTableBuilder builder;
    private final ProgressListener listener;
    private final String work;
    private int percent = -1;

    private GeoTableCompiler(String source, int version, ProgressListener listener) {
        this.source = source;
        this.builder = new GeoTableBuilder(version);
        this.listener = listener;
        this.work = "compiling geo release " + version;
    }

    /**
     * Compiles a release. The table file appears, or is replaced, in one step at the end; if anything fails it is as it
     * was before.
     *
     * @param database the {@code .mmdb} file
     * @param version number of the release, written into every record
     * @param tableFile where to write; missing directories are created
     * @throws CorruptGeoDataException if {@code database} is not a sound City or Country database
     * @throws java.nio.file.NoSuchFileException if {@code database} is missing
     * @throws IOException if the table cannot be written; the message says why and what to do
     */
    public static void compile(Path database, int version, Path tableFile, ProgressListener listener)
            throws IOException {
        GeoTableCompiler compiler = new GeoTableCompiler(database.toString(), version, listener);
        GeoTableFile.makeDirectory(tableFile);
        compiler.report(0);
        DatabaseFingerprint fingerprint;
        try (MaxMindDatabase maxMind = MaxMindDatabase.open(database)) {
            maxMind.forEachNetwork(compiler::add);
            fingerprint = maxMind.fingerprint();
        }
        try (Arena arena = Arena.ofConfined()) {
            GeoTableFile.write(tableFile, compiler.builder.build(fingerprint, arena));
        }
        compiler.report(100);
    }

    private void add(int first, int last, MaxMindPlace place) throws CorruptGeoDataException {
        builder.add(first, last, packedCountry(place), place.cityId());
        report((int) (Integer.toUnsignedLong(last) * 100 / Ipv4.END)); // 99 at most
    }

    private short packedCountry(MaxMindPlace place) throws CorruptGeoDataException {
        try {
            return CountryCode.pack(place.countryCode());
        } catch (IllegalArgumentException e) {
            throw new CorruptGeoDataException(source, String.valueOf(e.getMessage()), e);
        }
    }

    private void report(int reached) {
        if (reached > percent) {
            percent = reached;
            listener.progress(work, reached);
        }
    }
}
