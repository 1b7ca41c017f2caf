// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.geo;

import com.maxmind.db.MaxMindDbParameter;
import org.jspecify.annotations.Nullable;

/**
 * The part of a MaxMind record that the demo uses. Public because MaxMind's reader makes it by reflection; nobody else
 * should.
 */
public record MaxMindPlace(
        @MaxMindDbParameter(name = "country") @Nullable Country country,
        @MaxMindDbParameter(name = "city") @Nullable City city) {

    /** The country an address is used in. */
    public record Country(@MaxMindDbParameter(name = "iso_code") @Nullable String isoCode) {}

    /** The city an address is used in. */
    public record City(@MaxMindDbParameter(name = "geoname_id", useDefault = true) int geonameId) {}

    /** ISO code of the country, empty when unknown. */
    String countryCode() {
        return country == null || country.isoCode == null ? "" : country.isoCode;
    }

    /** GeoNames id of the city, 0 when unknown. */
    int cityId() {
        return city == null ? 0 : city.geonameId;
    }
}
