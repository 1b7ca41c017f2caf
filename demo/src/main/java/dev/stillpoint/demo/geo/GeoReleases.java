// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import dev.stillpoint.demo.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The releases in a data directory, laid out as {@code <version>/GeoLite2-City.mmdb}, and their tables in a cache
 * directory.
 */
public final class GeoReleases {
    /** To be shown wherever the data is. The first half is the wording of the data's package, the rest its licence. */
    public static final String ATTRIBUTION =
            "This product includes GeoLite2 data created by MaxMind, available from http://www.maxmind.com,"
                    + " under the Creative Commons Attribution-ShareAlike 4.0 License,"
                    + " http://creativecommons.org/licenses/by-sa/4.0/ (converted to another format).";

    /** City database of a release; the demo uses no other. */
    public static final String DATABASE = "GeoLite2-City.mmdb";

    /** One to serve and one to reload. */
    private static final int NEEDED = 2;

    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{7}");

    private GeoReleases() {}

    /**
     * Finds the releases, oldest first. Whatever else is in the directory is ignored.
     *
     * @param data for example {@code demo/target/geolite2}
     * @param cache where the tables are, or will be; need not exist
     * @throws GeoDataMissingException if there are fewer than two
     */
    public static List<GeoRelease> find(Path data, Path cache) throws IOException {
        List<GeoRelease> releases = Files.isDirectory(data) ? list(data, cache) : List.of();
        if (releases.size() < NEEDED) {
            List<Integer> found = releases.stream().map(GeoRelease::version).toList();
            throw new GeoDataMissingException(data, found, NEEDED);
        }
        return releases;
    }

    /**
     * Finds the releases and compiles those whose table is missing, outdated or damaged. Two processes may do so at
     * once: each table is replaced in one step.
     *
     * @param listener told about each release that is compiled
     * @throws GeoDataMissingException if there are fewer than two
     * @throws CorruptGeoDataException if a release cannot be compiled
     */
    public static List<GeoRelease> prepare(Path data, Path cache, ProgressListener listener) throws IOException {
        List<GeoRelease> releases = find(data, cache);
        for (GeoRelease release : releases) {
            if (release.needsCompiling()) {
                release.compile(listener);
            }
        }
        return releases;
    }

    private static List<GeoRelease> list(Path data, Path cache) throws IOException {
        try (Stream<Path> entries = Files.list(data)) {
            return entries.filter(GeoReleases::isRelease)
                    .map(directory -> release(directory, cache))
                    .sorted(Comparator.comparingInt(GeoRelease::version))
                    .toList();
        }
    }

    private static boolean isRelease(Path directory) {
        return VERSION.matcher(directory.getFileName().toString()).matches()
                && Files.isRegularFile(directory.resolve(DATABASE));
    }

    private static GeoRelease release(Path directory, Path cache) {
        int version = Integer.parseInt(directory.getFileName().toString());
        return new GeoRelease(version, directory.resolve(DATABASE), cache.resolve(version + ".geotable"));
    }
}
