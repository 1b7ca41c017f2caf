// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

/** What readers find behind the pointer. Freeing it overwrites what it says, as an allocator would reuse its memory. */
final class Version {

    static final String OLD = "old";
    static final String NEW = "new";
    static final String FREED = "freed";

    // plain on purpose: a grace period is all that orders the readers before the freeing
    private String content;

    Version(String content) {
        this.content = content;
    }

    String read() {
        return content;
    }

    void free() {
        content = FREED;
    }
}
