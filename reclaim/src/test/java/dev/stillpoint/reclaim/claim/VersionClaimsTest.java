// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.claim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each line of the transition table. */
class VersionClaimsTest {

    private final VersionClaims claims = new VersionClaims();

    @Test
    void withoutSnapshotsTheReadersClaimIsTheLast() {
        assertThat(claims.count()).isEqualTo(1);
        assertThat(claims.release()).as("the readers, after the grace period").isTrue();
        assertThat(claims.count()).isZero();
    }

    @Test
    void zeroIsForEver() {
        claims.release();
        assertThat(claims.tryClaim()).isFalse();
        assertThat(claims.count()).isZero();
    }

    @Test
    void withASnapshotTheReadersKeepTheirClaimForTheGracePeriod() {
        assertThat(claims.tryClaim()).isTrue();
        assertThat(claims.count()).isEqualTo(2);
        assertThat(claims.release()).as("the snapshot").isFalse();
        assertThat(claims.tryClaim()).as("by who found it before the unlink").isTrue();
        assertThat(claims.release()).isFalse();
        assertThat(claims.release()).as("the readers, after the grace period").isTrue();
        assertThat(claims.tryClaim()).isFalse();
    }

    @Test
    void theReadersClaimIsGivenUpEarlyIfNoSnapshotIsOpen() {
        claims.tryClaim();
        assertThat(claims.tryEnd()).as("under a snapshot").isFalse();
        assertThat(claims.count()).isEqualTo(2);
        claims.release();
        assertThat(claims.tryEnd()).isTrue();
        assertThat(claims.tryClaim()).isFalse();
        assertThat(claims.tryEnd()).as("twice").isFalse();
        assertThat(claims.count()).isZero();
    }

    @Test
    void theSnapshotMayBeTheLast() {
        claims.tryClaim();
        assertThat(claims.release()).as("the readers, after the grace period").isFalse();
        assertThat(claims.release()).as("the snapshot").isTrue();
    }

    @Test
    void aSnapshotThatComesAndGoesLeavesNothing() {
        claims.tryClaim();
        assertThat(claims.release()).isFalse();
        assertThat(claims.release()).as("the readers, after the grace period").isTrue();
    }
}
