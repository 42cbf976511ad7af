/**
 * persistentvolume-binder-controller: claims get volumes, released volumes go back.
 *
 * <p>A binding is four writes, each of which can be the last before a crash: the volume names the
 * claim, the volume is Bound, the claim names the volume, the claim is Bound. The volume's write
 * comes first and only on top of the version that was read, so that no volume has two claims; from
 * any state between the next look goes on. {@link
 * dev.keelson.controllers.persistentvolume.VolumeMatch} chooses, {@link
 * dev.keelson.controllers.persistentvolume.ClaimReconciler} and {@link
 * dev.keelson.controllers.persistentvolume.VolumeReconciler} look, {@link
 * dev.keelson.controllers.persistentvolume.BindingWrites} write.
 *
 * <p>No storage is touched here: volumes are made and deleted by provisioners outside.
 */
@NullMarked
package dev.keelson.controllers.persistentvolume;

import org.jspecify.annotations.NullMarked;
