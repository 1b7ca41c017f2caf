// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.util.List;

/** Too few releases to show a reload: the message says where they were looked for and how to fetch them. */
public final class GeoDataMissingException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    GeoDataMissingException(Path directory, List<Integer> found, int needed) {
        super("Found " + (found.isEmpty() ? "no geo release" : "only the geo releases " + found) + " in "
                + directory.toAbsolutePath().normalize() + ", but " + needed
                + " are needed. Run `mvn -q -Pdemo` in the project's top directory: it fetches the data.");
    }
}
