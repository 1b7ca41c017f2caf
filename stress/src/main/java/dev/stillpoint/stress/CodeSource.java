// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the code of a class lies. */
public final class CodeSource {

    private CodeSource() {
    }

    /** The folder or the jar that it was loaded from. */
    public static Path of(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
