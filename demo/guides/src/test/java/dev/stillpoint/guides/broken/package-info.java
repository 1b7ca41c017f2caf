// SPDX-License-Identifier: Apache-2.0
/** Handlers that break a rule, to show that the rule can fail. */
package dev.stillpoint.guides.broken;
