// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/** Is told what a {@link FileWatch} does, on its thread. What a listener throws is logged. */
public interface ReloadListener {

    /**
     * Writes to the logger {@code dev.stillpoint.reclaim.reload}: a sentence for each reload and each failure. The
     * stack of a failure is for level {@code DEBUG}.
     */
    ReloadListener LOGGING = new ReloadListener() {

        private static final Logger LOGGER = System.getLogger("dev.stillpoint.reclaim.reload");

        @Override
        public void reloaded(Path file) {
            LOGGER.log(Level.INFO, "{0} was reloaded.", file);
        }

        @Override
        public void failed(ReloadException failure) {
            LOGGER.log(Level.WARNING, failure.getMessage());
            LOGGER.log(Level.DEBUG, "Where it failed:", failure);
        }
    };

    /** A new version of the file is in service. */
    default void reloaded(Path file) {
    }

    /** The file changed and could not be loaded; the old version stays in service. */
    default void failed(ReloadException failure) {
    }
}
