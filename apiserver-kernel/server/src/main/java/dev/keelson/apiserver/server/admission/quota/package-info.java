/**
 * What a namespace may use in sum: measured by {@link
 * dev.keelson.apiserver.server.admission.quota.QuotaUsage}, charged by {@link
 * dev.keelson.apiserver.server.admission.quota.ResourceQuotaStep}.
 */
@NullMarked
package dev.keelson.apiserver.server.admission.quota;

import org.jspecify.annotations.NullMarked;
