// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.reload;

import dev.stillpoint.demo.geo.CountryCode;
import dev.stillpoint.demo.geo.GeoAnswer;
import dev.stillpoint.demo.geo.GeoTable;

/** The answers to one bulk request: copied out of the table, so that they outlive the read section. */
final class Reply {

    private final int[] addresses;
    private final short[] countries;
    private final int[] cities;
    private final int[] versions;

    Reply(int[] addresses) {
        this.addresses = addresses;
        countries = new short[addresses.length];
        cities = new int[addresses.length];
        versions = new int[addresses.length];
    }

    /** Looks up a part. Each part is filled by one thread; who joined them may read. */
    void fill(GeoTable table, int from, int to) {
        for (int i = from; i < to; i++) {
            int record = table.find(addresses[i]);
            countries[i] = table.countryOf(record);
            cities[i] = table.cityIdOf(record);
            versions[i] = table.isIntact(record) ? table.versionOf(record) : 0;
        }
    }

    int size() {
        return addresses.length;
    }

    int address(int i) {
        return addresses[i];
    }

    /** Whether every single answer was read, untorn, from one and the same version. */
    boolean isOfOneVersion() {
        for (int version : versions) {
            if (version != versions[0] || version == 0) {
                return false;
            }
        }
        return true;
    }

    GeoAnswer answer(int i) {
        return new GeoAnswer(CountryCode.name(countries[i]), cities[i], versions[i]);
    }
}
