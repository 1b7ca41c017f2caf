// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import java.io.IOException;
import java.io.Serial;

/** Geo data that cannot be used: the message names the file and says what is wrong with it. */
public final class CorruptGeoDataException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String source;

    CorruptGeoDataException(String source, String problem) {
        super(source + ": " + problem);
        this.source = source;
    }

    CorruptGeoDataException(String source, String problem, Throwable cause) {
        super(source + ": " + problem, cause);
        this.source = source;
    }

    /** The file, or whatever name the memory was given. */
    public String source() {
        return source;
    }
}
