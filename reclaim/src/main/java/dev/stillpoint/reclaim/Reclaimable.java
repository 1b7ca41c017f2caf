package dev.stillpoint.reclaim;

/** Something that lives outside the Java heap and must be freed once, after the last reader has left it. */
public interface Reclaimable {

    /**
     * Frees it. Called once, on the reclaimer's thread, after a grace period; what it throws is counted and logged. For
     * a version that a {@link Snapshot} kept beyond the reclaimer's end it is called by who closes that snapshot.
     */
    void reclaim() throws Exception;

    /** The bytes that freeing it gives back, for limits and statistics; not negative. Read once, when it is retired. */
    long byteSize();
}
