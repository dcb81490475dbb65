/** WhatsApp as a module of a Nest application: `wppkit/nest`. Needs `@nestjs/common`. */
import type { ServerResponse } from 'node:http'
import {
  type DynamicModule,
  Inject,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type OnModuleDestroy,
  RequestMethod,
} from '@nestjs/common'
import { Client } from '../client.js'
import { WppError } from '../error.js'
import { checkSettings, Panel, type PanelSettings } from '../panel/handler.js'
import type { PanelRequest } from '../panel/http.js'
import { Session } from '../session.js'

export type { PanelSettings } from '../panel/handler.js'
export type { PanelRequest } from '../panel/http.js'
export type { PageSettings } from '../panel/page.js'

/** Settings of the module. */
export interface WppkitModuleSettings extends PanelSettings {
  /** Path of the status page and its endpoints, such as `/system/whatsapp`; none by default. */
  path?: string
}

/** Settings that are only known when the application starts. */
export interface WppkitModuleAsyncSettings {
  /** Modules of what is injected. */
  imports?: DynamicModule['imports']
  /** What the factory is called with, such as `ConfigService`. */
  inject?: unknown[]
  useFactory: (...injected: never[]) => WppkitModuleSettings | Promise<WppkitModuleSettings>
}

const SETTINGS = Symbol('wppkit settings')

/** Provides {@link Client} and, if one is named, its {@link Session}; mounts the status page. */
export class WppkitModule implements NestModule, OnModuleDestroy {
  #panel: Panel | undefined

  constructor(
    private readonly settings: WppkitModuleSettings,
    private readonly client: Client,
  ) {}

  /** The module with these settings. */
  static forRoot(settings: WppkitModuleSettings = {}): DynamicModule {
    return WppkitModule.forRootAsync({ useFactory: () => settings })
  }

  /** The module with settings that are made from what is injected. */
  static forRootAsync({ imports, inject, useFactory }: WppkitModuleAsyncSettings): DynamicModule {
    const make = (settings: WppkitModuleSettings) => {
      checkSettings(settings, ['path'])
      return settings.client instanceof Client ? settings.client : new Client(settings.client ?? {})
    }
    const session = (settings: WppkitModuleSettings, client: Client) => sessionOf(settings, client)
    return {
      module: WppkitModule,
      global: true,
      imports: imports ?? [],
      providers: [
        { provide: SETTINGS, inject: (inject ?? []) as never[], useFactory },
        { provide: Client, inject: [SETTINGS], useFactory: make },
        { provide: Session, inject: [SETTINGS, Client], useFactory: session },
      ],
      exports: [Client, Session],
    }
  }

  configure(consumer: MiddlewareConsumer): void {
    const { path } = this.settings
    if (path === undefined) return
    const name = path.replace(/^\/+|\/+$/g, '')
    const mount = name === '' ? '' : `/${name}`
    const panel = new Panel({ ...this.settings, client: this.client }, ['path'])
    this.#panel = panel
    const middleware = (
      request: PanelRequest,
      response: ServerResponse,
      next: (error?: unknown) => void,
    ): void => {
      const { pathname } = new URL(request.originalUrl ?? request.url ?? '/', 'http://localhost')
      // A global prefix stands before it.
      const end = pathname.indexOf(mount) + mount.length
      panel.handle(request, response, pathname.slice(end), `${pathname.slice(0, end)}/`).then((isHandled) => {
        if (!isHandled) next()
      }, next)
    }
    const all = (path: string) => ({ path, method: RequestMethod.ALL })
    consumer.apply(middleware).forRoutes(all(mount || '/'), all(`${mount}/*endpoint`))
  }

  onModuleDestroy(): void {
    this.#panel?.endLive()
    this.client.close()
  }
}

// Without a name and a page an application may want the client alone; the page says what it misses.
function sessionOf({ session }: WppkitModuleSettings, client: Client): Session | undefined {
  if (typeof session === 'function') return undefined
  try {
    return client.session(session)
  } catch (error) {
    // A default that cannot be a name is told at once.
    if (error instanceof WppError && error.message === 'no session is named') return undefined
    throw error
  }
}

// Applied by hand: emitted decorators would need reflect-metadata at build time, too.
Inject(SETTINGS)(WppkitModule, undefined, 0)
Inject(Client)(WppkitModule, undefined, 1)
Module({})(WppkitModule)
