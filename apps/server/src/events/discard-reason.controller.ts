import { DISCARD_CODES, discardReason } from '#herald/channel-provider';
import { Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AppApi } from '../http/app-api.decorator.js';
import { DiscardReasonListDto } from './discard-reason.dto.js';

/** The closed list of reasons. */
@AppApi('/v3/discard-reasons', 'Events')
export class DiscardReasonController {
  @Get()
  @ApiOperation({
    operationId: 'listDiscardReasons',
    summary: 'Every reason for which a delivery can be discarded',
    description: 'With the words that a delivery shows where its provider says nothing more exact.',
  })
  @ApiOkResponse({ type: DiscardReasonListDto, description: 'The reasons' })
  list(): DiscardReasonListDto {
    return { data: DISCARD_CODES.map((code) => discardReason(code)), next: null };
  }
}
