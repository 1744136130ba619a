import { type App, DeliverySearch, EventRepository } from '#herald/store';
import { applyDecorators, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { toDeliveryFilter } from '../deliveries/delivery.query.dto.js';
import { AppApi } from '../http/app-api.decorator.js';
import { leaving } from '../http/caller.presence.js';
import { CurrentApp } from '../http/current-app.decorator.js';
import { ApiProblems } from '../http/problem.responses.js';
import { ExportAdmission } from './export.admission.js';
import { DELIVERY_COLUMNS, EVENT_COLUMNS } from './export.columns.js';
import { EXPORT_TYPES, type ExportColumns, type ExportFormat, exportStream } from './export.format.js';
import { wholeList } from './export.pages.js';
import { DeliveryExportQueryDto, EventExportQueryDto } from './export.query.dto.js';

/** Rows that an export holds in memory. */
const PAGE = 500;

const ApiExport = (operationId: string, summary: string) =>
  applyDecorators(
    ApiOperation({
      operationId,
      summary,
      description:
        'Written as it is read, whatever its length. In CSV, text that a spreadsheet would take for a formula (a phone ' +
        'number with its plus, too) begins with an apostrophe. An answer that breaks off is not whole: repeat it.',
    }),
    ApiOkResponse({
      description: 'A file',
      headers: {
        'Content-Disposition': { description: 'A name for the file', schema: { type: 'string' } },
      },
      content: { 'text/csv': { schema: { type: 'string' } }, 'application/x-ndjson': { schema: { type: 'string' } } },
    }),
    ApiProblems('invalid-request'),
  );

/** Lists to take along. */
@AppApi('/v3', 'Exports')
export class ExportController {
  constructor(
    private readonly search: DeliverySearch,
    private readonly events: EventRepository,
    private readonly admission: ExportAdmission,
  ) {}

  @Get('deliveries/export')
  @ApiExport('exportDeliveries', 'The deliveries that a search finds, newest first, as a file')
  async deliveries(
    @CurrentApp() app: App,
    @Query() { format, ...query }: DeliveryExportQueryDto,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.admission.admit(leaving(reply));
    const filter = toDeliveryFilter(query);
    const deliveries = await wholeList((after) =>
      this.search.page(app.id, { ...filter, limit: PAGE, ...(after !== undefined && { after }) }),
    );
    send(reply, { name: 'deliveries', format, items: deliveries, columns: DELIVERY_COLUMNS });
  }

  @Get('events/export')
  @ApiExport('exportEvents', 'The events of the feed, oldest first, as a file')
  async eventsOfFeed(
    @CurrentApp() app: App,
    @Query() { format, after: start, ...filter }: EventExportQueryDto,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.admission.admit(leaving(reply));
    const events = await wholeList(async (after = start) => {
      const { data, next } = await this.events.page(app.id, {
        ...filter,
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      return { data, next: data.length < PAGE ? null : next };
    });
    send(reply, { name: 'events', format, items: events, columns: EVENT_COLUMNS });
  }
}

function send<Item>(
  reply: FastifyReply,
  file: { name: string; format: ExportFormat; items: AsyncIterable<Item>; columns: ExportColumns<Item> },
): void {
  const { name, format, items, columns } = file;
  const day = new Date().toISOString().slice(0, 10);
  reply.headers({
    'content-type': EXPORT_TYPES[format],
    'content-disposition': `attachment; filename="herald-${name}-${day}.${format}"`,
    'cache-control': 'no-store',
  });
  void reply.send(exportStream(items, format, columns));
}
