// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.stress.faults.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** All scenes. */
final class Scenes implements Supplier<List<? extends Scene>> {

    @Override
    public List<? extends Scene> get() {
        List<Scene> scenes = new ArrayList<>();
        ReadingScenes.addTo(scenes::add);
        RetiringScenes.addTo(scenes::add);
        WaitingScenes.addTo(scenes::add);
        SchedulingScenes.addTo(scenes::add);
        SocketScenes.addTo(scenes::add);
        MemoryScenes.addTo(scenes::add);
        CollectionScenes.addTo(scenes::add);
        return scenes;
    }
}
