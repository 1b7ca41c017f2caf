// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.reclaim.VersionSource;
import dev.stillpoint.reclaim.reload.FileWatch;
import dev.stillpoint.reclaim.reload.ReloadException;
import dev.stillpoint.reclaim.reload.Reloadable;
import dev.stillpoint.reclaim.reload.VersionLoader;
import dev.stillpoint.reclaim.reload.WatchConfig;
import java.nio.file.Path;
import java.util.function.Consumer;

/** {@code docs/reloading.md}: a table that follows its file. */
final class Reloading {

    private Reloading() {
    }

    static void serve(Path file, int address, Consumer<String> answers) throws ReloadException {
        // @start region="reloading"
        VersionLoader<Table> loader = VersionLoader.inMemory(Table::new).validatedBy(Table::verify);
        try (Reclaimer reclaimer = Reclaimer.create();
                Reloadable<Table> table = Reloadable.load(reclaimer, file, loader);
                FileWatch _ = table.watch(WatchConfig.defaults())) {
            // On any thread, at any time.
            String country = ScopedQsbr.read(() -> table.get().country(address));
            answers.accept(country);
            table.reload(); // or by hand; throws if it fails
        }
        // @end
    }

    static void export(VersionSource<Table> table, Consumer<Table> exporter) {
        // @start region="snapshot"
        try (Snapshot<Table> snapshot = table.snapshot()) {
            exporter.accept(snapshot.get());
        }
        // @end
    }
}
