export { type ContainerBedPlan, containerBed } from './container-bed.ts';
export { hostBed } from './host-bed.ts';
export { type HostRoot, unpackImage, withoutHostRoot } from './host-root.ts';
export { LABORATORY_IMAGE, provideLaboratoryImage } from './laboratory-image.ts';
