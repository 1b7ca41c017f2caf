// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.scheduler.task.Task;

/** How the registers of a reader travel with its thread, on simulated carriers. */
interface MountRule {

    /** As the scheduler does it. */
    MountRule LIBRARY = new MountRule() {

        @Override
        public void mount(Task task, SimulatedCarrier carrier) {
            carrier.mountAsTheLibrary(task);
        }

        @Override
        public void unmount(Task task, SimulatedCarrier carrier) {
            carrier.unmountAsTheLibrary(task);
        }
    };

    /** Before the thread runs on this carrier. */
    void mount(Task task, SimulatedCarrier carrier);

    /** After the thread has left it. */
    void unmount(Task task, SimulatedCarrier carrier);
}
