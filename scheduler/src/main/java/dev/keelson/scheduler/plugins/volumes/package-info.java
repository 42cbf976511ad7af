/**
 * What pods ask of volumes: conflicts over disks, limits of attachments, zones, and the binding of
 * claims: to volumes that are there, or to a node on which one is then provisioned.
 */
@NullMarked
package dev.keelson.scheduler.plugins.volumes;

import org.jspecify.annotations.NullMarked;
