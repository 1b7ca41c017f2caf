// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

/**
 * A map that is measured. Values have at least eight bytes; a table is asked for the first eight, so that whoever can
 * read in place need not copy, and whoever cannot must.
 *
 * <p>Any thread may call everything. A fork of the JVM has one implementation, so calls are not virtual in effect.
 */
public abstract class KeyValueTable implements AutoCloseable {

    /** The first eight bytes of the value, or 0 if the key is not there. */
    public abstract long get(long key);

    /** The caller keeps {@code value}, and may change it afterwards. */
    public abstract void put(long key, byte[] value);

    /** Puts the value if the key is not there. */
    public abstract void insert(long key, byte[] value);

    /** Removes the key if it is there. */
    public abstract void remove(long key);

    /** The sum of the first eight bytes of all values, by the map's own iteration. */
    public abstract long sum();

    /** Frees everything. */
    @Override
    public abstract void close();

    /**
     * The table with this name.
     *
     * @param name the name of a class of this package, without {@code Table}: it has a constructor that takes the
     *        number of entries that are to be expected, which only those use that need it
     */
    static KeyValueTable named(String name, int expected) {
        try {
            return Class.forName(KeyValueTable.class.getPackageName() + "." + name + "Table")
                    .asSubclass(KeyValueTable.class).getConstructor(int.class).newInstance(expected);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("there is no table with the name " + name
                    + "; those of other libraries are in the jar only if it was built with -Privals", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make the table " + name, e);
        }
    }
}
