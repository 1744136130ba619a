import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** The process answers. */
@ApiSchema({ name: 'Health' })
export class HealthDto {
  /** Always `ok`: a process that is not answers nothing. */
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';

  /**
   * Version of Herald.
   * @example "0.1.0"
   */
  version!: string;
}

/** Requests can be served. */
@ApiSchema({ name: 'Readiness' })
export class ReadinessDto extends HealthDto {
  /**
   * What is wrong but keeps no request from being served, in a sentence each: the queue is away, for one.
   * @example []
   */
  @ApiProperty({ type: [String] })
  problems!: string[];
}
