import { randomUUID } from 'node:crypto';

/** What Zoom knows and serves: a test puts into it what happened, before or while it is read. Times are epoch ms. */
export class World {
  readonly signIns: SignIn[] = [];
  readonly operations: Operation[] = [];
  readonly apps: MarketplaceApp[] = [];
  readonly calls: Call[] = [];
  readonly deliveries: DeliveryLog[] = [];
}

export interface SignIn {
  readonly time: number;
  readonly email: string;
  readonly ip: string;
  readonly type: 'Sign in' | 'Sign out';
  readonly clientType: string;
  readonly version: string;
}

export interface Operation {
  readonly time: number;
  readonly operator: string;
  readonly category: string;
  readonly action: string;
  readonly detail: string;
}

export interface MarketplaceApp {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

/** A call of an app's credential, wherever it came from: Zoom's log does not say. */
export interface Call {
  readonly appId: string;
  readonly time: number;
  readonly method: string;
  readonly pattern: string;
  readonly status: number;
  readonly traceId: string;
}

/** One attempt to deliver a webhook. */
export interface DeliveryLog {
  readonly appId: string;
  readonly time: number;
  readonly event: string;
  readonly status: 'success' | 'failed';
  readonly failedReason: string;
  readonly endpoint: string;
  readonly requestHeaders: string;
  readonly requestBody: string;
  readonly traceId: string;
  readonly attempt: number;
}

export const traceId = (): string => `v=2.0;clid=us06;rid=WEB_${randomUUID().replaceAll('-', '')}`;
