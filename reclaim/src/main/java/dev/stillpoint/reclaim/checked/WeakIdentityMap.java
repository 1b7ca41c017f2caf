// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Notes about objects, by identity, for as long as the objects live. Any thread. */
final class WeakIdentityMap<V> {

    private final Map<Object, V> notes = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> dead = new ReferenceQueue<>();

    /** Equal to a key of the same living object. */
    private static final class Key extends WeakReference<Object> {

        private final int hash;

        Key(Object object, @Nullable ReferenceQueue<Object> queue) {
            super(object, queue);
            hash = System.identityHashCode(object);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Object mine = get();
            return other instanceof Key key && mine != null && key.refersTo(mine);
        }
    }

    /** As {@link Map#putIfAbsent}. */
    @Nullable V putIfAbsent(Object object, V note) {
        forgetTheDead();
        return notes.putIfAbsent(new Key(object, dead), note);
    }

    /** As {@link Map#replace(Object, Object, Object)}. */
    boolean replace(Object object, V old, V note) {
        return notes.replace(new Key(object, null), old, note);
    }

    @Nullable V get(Object object) {
        return notes.get(new Key(object, null));
    }

    private void forgetTheDead() {
        for (Reference<?> key = dead.poll(); key != null; key = dead.poll()) {
            notes.remove(key);
        }
    }
}
